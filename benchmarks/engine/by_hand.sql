-- The scheme of the benchmark as somebody would write it for DuckDB by hand, without the compiler.
-- Whole numbers only: scores in hundredths, one rounding (2n+d)//(2d).

CREATE MACRO bulat(n, d) AS (2 * n + d) // (2 * d);
-- three sources with their weights; a source without ratings has weight 0
CREATE MACRO gabung(s1, n1, w1, s2, n2, w2, s3, n3, w3) AS bulat(
  100 * (w1 * s1 * greatest(n2, 1) * greatest(n3, 1)
       + w2 * s2 * greatest(n1, 1) * greatest(n3, 1)
       + w3 * s3 * greatest(n1, 1) * greatest(n2, 1)),
  nullif(greatest(n1, 1) * greatest(n2, 1) * greatest(n3, 1) * (w1 + w2 + w3), 0));
CREATE MACRO perilaku(s1, n1, s2, n2, s3, n3) AS gabung(
  20 * (s1 + n1), n1, CASE WHEN n1 = 0 THEN 0 WHEN n2 = 0 THEN 80 ELSE 60 END,
  20 * (s2 + n2), n2, CASE WHEN n2 < 2 THEN 0 ELSE 30 END,
  20 * (s3 + n3), n3, CASE WHEN n3 = 0 THEN 0 WHEN n2 = 0 THEN 20 ELSE 10 END);
CREATE MACRO kompetensi(s1, n1, s2, n2) AS gabung(
  20 * s1, n1, CASE WHEN n1 = 0 THEN 0 ELSE 80 END,
  20 * s2, n2, CASE WHEN n2 = 0 THEN 0 ELSE 20 END,
  0, 0, 0);
CREATE MACRO puas(x) AS CASE
  WHEN x <= 25000000 THEN 0
  WHEN x <= 65000000 THEN bulat(7 * x - 175000000, 40000)
  WHEN x <= 76610000 THEN bulat(2000 * x - 48730000000, 11610000)
  WHEN x <= 88310000 THEN bulat(200 * x - 4792000000, 1170000)
  WHEN x <= 100000000 THEN bulat(1000 * x + 40280000000, 11690000)
  WHEN x > 100000000 THEN 12000 END;

CREATE MACRO sel() AS TABLE
WITH terkumpul AS (
  SELECT pegawai,
    max(CASE WHEN masukan = 1 THEN angka END) AS waktu,
    max(CASE WHEN masukan = 2 THEN angka END) AS jadi,
    max(CASE WHEN masukan = 2 THEN target END) AS sasaran,
    max(CASE WHEN masukan = 3 THEN angka END) AS ikm,
    sum(CASE WHEN masukan = 4 THEN angka END) AS s4, count(CASE WHEN masukan = 4 THEN 1 END) AS n4,
    sum(CASE WHEN masukan = 5 THEN angka END) AS s5, count(CASE WHEN masukan = 5 THEN 1 END) AS n5,
    sum(CASE WHEN masukan = 6 THEN angka END) AS s6, count(CASE WHEN masukan = 6 THEN 1 END) AS n6,
    sum(CASE WHEN masukan = 7 THEN angka END) AS s7, count(CASE WHEN masukan = 7 THEN 1 END) AS n7,
    sum(CASE WHEN masukan = 8 THEN angka END) AS s8, count(CASE WHEN masukan = 8 THEN 1 END) AS n8,
    sum(CASE WHEN masukan = 9 THEN angka END) AS s9, count(CASE WHEN masukan = 9 THEN 1 END) AS n9,
    sum(CASE WHEN masukan = 10 THEN angka END) AS s10, count(CASE WHEN masukan = 10 THEN 1 END) AS n10,
    sum(CASE WHEN masukan = 11 THEN angka END) AS s11, count(CASE WHEN masukan = 11 THEN 1 END) AS n11,
    sum(CASE WHEN masukan = 12 THEN angka END) AS s12, count(CASE WHEN masukan = 12 THEN 1 END) AS n12,
    sum(CASE WHEN masukan = 13 THEN angka END) AS s13, count(CASE WHEN masukan = 13 THEN 1 END) AS n13,
    sum(CASE WHEN masukan = 14 THEN angka END) AS s14, count(CASE WHEN masukan = 14 THEN 1 END) AS n14,
    sum(CASE WHEN masukan = 15 THEN angka END) AS s15, count(CASE WHEN masukan = 15 THEN 1 END) AS n15,
    sum(CASE WHEN masukan = 16 THEN 2 - kode END) AS s16, count(CASE WHEN masukan = 16 THEN 1 END) AS n16,
    sum(CASE WHEN masukan = 17 THEN kode - 2 END) AS s17, count(CASE WHEN masukan = 17 THEN 1 END) AS n17,
    sum(CASE WHEN masukan = 18 THEN kode - 7 END) AS s18, count(CASE WHEN masukan = 18 THEN 1 END) AS n18,
    sum(CASE WHEN masukan = 19 THEN kode - 12 END) AS s19, count(CASE WHEN masukan = 19 THEN 1 END) AS n19,
    sum(CASE WHEN masukan = 20 THEN kode - 17 END) AS s20, count(CASE WHEN masukan = 20 THEN 1 END) AS n20
  FROM penilaian GROUP BY pegawai),
utuh AS (
  SELECT unit, kelompok, waktu, jadi, sasaran, ikm, COLUMNS('[sn][0-9]+')::BIGINT AS '\0'
  FROM (SELECT unit, kelompok, waktu, jadi, sasaran, ikm, coalesce(COLUMNS('[sn][0-9]+'), 0) AS '\0'
        FROM orang LEFT JOIN terkumpul USING (pegawai))),
nilai AS (
  SELECT unit, kelompok,
    CASE WHEN waktu <= 4000000 THEN 12000 WHEN waktu >= 10000000 THEN 0
         ELSE bulat(200000000 - 20 * waktu, 10000) END AS v0,
    CASE WHEN 100 * jadi >= 120 * sasaran THEN 12000 ELSE bulat(10000 * jadi, sasaran) END AS v1,
    puas(ikm) AS v2,
    perilaku(s4, n4, s5, n5, s6, n6) AS v3,
    perilaku(s7, n7, s8, n8, s9, n9) AS v4,
    perilaku(s10, n10, s11, n11, s12, n12) AS v5,
    perilaku(s13, n13, s14, n14, s15, n15) AS v6,
    bulat(10000 * s16, nullif(n16, 0)) AS v7,
    kompetensi(s17, n17, s18, n18) AS v8,
    kompetensi(s19, n19, s20, n20) AS v9
  FROM utuh),
ukuran AS (
  SELECT *, 7 * (35 * v0 + 30 * v1 + 35 * v2) + 3 * (30 * v3 + 20 * v4 + 25 * v5 + 25 * v6) AS n,
    bulat(coalesce(v8, 0) + coalesce(v9, 0),
      nullif((v8 IS NOT NULL)::INT + (v9 IS NOT NULL)::INT, 0)) AS v11
  FROM nilai),
predikat AS (
  SELECT *, bulat(n, 1000) AS v10,
    CASE WHEN n >= 11000000 AND v7 = 10000 THEN 'sangat_baik' WHEN n >= 9000000 THEN 'baik'
         WHEN n >= 7000000 THEN 'cukup' WHEN n >= 5000000 THEN 'kurang'
         WHEN n < 5000000 THEN 'sangat_kurang' END AS kategori
  FROM ukuran)
SELECT unit, kelompok, kategori,
  CASE WHEN kategori IS NULL THEN 'belum_lengkap' ELSE 'lengkap' END AS status,
  count(*) AS jumlah,
  coalesce(sum(v0), 0) AS s0, count(v0) AS n0, coalesce(sum(v1), 0) AS s1, count(v1) AS n1,
  coalesce(sum(v2), 0) AS s2, count(v2) AS n2, coalesce(sum(v3), 0) AS s3, count(v3) AS n3,
  coalesce(sum(v4), 0) AS s4, count(v4) AS n4, coalesce(sum(v5), 0) AS s5, count(v5) AS n5,
  coalesce(sum(v6), 0) AS s6, count(v6) AS n6, coalesce(sum(v7), 0) AS s7, count(v7) AS n7,
  coalesce(sum(v8), 0) AS s8, count(v8) AS n8, coalesce(sum(v9), 0) AS s9, count(v9) AS n9,
  coalesce(sum(v10), 0) AS s10, count(v10) AS n10, coalesce(sum(v11), 0) AS s11, count(v11) AS n11
FROM predikat GROUP BY unit, kelompok, kategori, status;
