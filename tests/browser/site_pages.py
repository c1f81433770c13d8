"""One address for every kind of page, more where a kind has several faces."""

from __future__ import annotations

PAGES = {
    "muka": "",
    "kriteria": "kriteria/",
    "instansi": "kotabumi/",
    "skema-bobot": "kotabumi/skema/pelayanan/",
    "skema-matriks": "semarang/skema/kesehatan/",
    "skema-dua-penilai": "binawidya/skema/kompetensi/",
    "banding": "kotabumi/banding/",
    "indikator-daftar": "kotabumi/indikator/",
    "indikator-makin-kecil": "kotabumi/indikator/waktu-tanggap-aduan/",
    "indikator-kategori": "semarang/indikator/disiplin-pp94/",
    "proses": "semarang/proses/",
    "penggunaan": "kotabumi/penggunaan/",
    "tantangan": "kasemen/tantangan/",
    "sumber": "kotabumi/sumber/",
    "hasil-semua": "hasil/",
    "hasil-instansi": "kotabumi/hasil/",
    "hasil-periode": "kotabumi/hasil/2025/",
    "hasil-unit": "kotabumi/hasil/2025/unit/kesehatan-vaksinasi/",
    "sertifikat": "kotabumi/hasil/2025/sertifikat/",
    "layanan-semua": "layanan/",
    "layanan-instansi": "kotabumi/layanan/",
    "layanan-tanpa": "binawidya/layanan/",
    "layanan-laporan": "kotabumi/layanan/vaksinasi/",
    "poster": "kotabumi/layanan/vaksinasi/poster/",
    "nasional": "nasional/",
    "peraturan": "nasional/peraturan/",
    "profil-matriks": "nasional/permenpanrb-6-2022/",
    "profil-pita": "nasional/pp30-2019/",
    "profil-skm": "nasional/skm-2017/",
    "data-semua": "data/",
    "data-instansi": "kotabumi/data/",
    "perubahan": "perubahan/",
    "glosarium": "glosarium/",
    "tulisan": "metode/",
    "galat-semua": "galat/",
    "galat": "galat/K014/",
    "sunting-semua": "sunting/",
    "sunting-instansi": "sunting/kotabumi/",
    "sunting-berkas": "sunting/kotabumi/indikator/waktu-tanggap-aduan/",
    "sunting-skema": "sunting/rangkui/skema/administrasi/",
    "hilang": "tidak-ada/",
}
BARE = {"poster"}  # a sheet for the counter, without header and footer
IN_INDONESIAN_ONLY = {"galat", "galat-semua", "hilang"}
FRAMED = {name: path for name, path in PAGES.items() if name not in BARE}
IN_ENGLISH = {name: f"en/{path}" for name, path in PAGES.items() if name not in IN_INDONESIAN_ONLY}
