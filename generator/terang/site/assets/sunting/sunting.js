/* The editing page: opens the form, checks on every change, shows the canonical file, and hands it
   over. Nothing that is typed leaves the page or is stored; json-editor draws the form. */
(function (S) {
  "use strict";

  const PAUSE = 150; // milliseconds after the last key
  const LONGEST_ADDRESS = 7000; // what forges and browsers accept for a prefilled file
  const data = JSON.parse(document.getElementById("sunting-data").textContent);
  const part = (name) => document.getElementById(`sunting-${name}`);
  let editor = null;
  let timer = 0;
  let text = "";
  let marked = []; // fields with a fault, to be cleared before the next check
  let hasChanged = false;

  /** The library's plain theme, with hidden labels by class: a strict policy refuses style="". */
  class Theme extends JSONEditor.defaults.themes.html {
    getHiddenLabel(words) {
      return hidden("label", words);
    }

    getHiddenText(words) {
      return hidden("span", words);
    }

    visuallyHidden(element) {
      if (element) element.classList.add("tersembunyi");
    }

    getOptInCheckbox(name) { // asked for always, shown never: every field may be left empty
      const checkbox = document.createElement("input");
      checkbox.type = "checkbox";
      const label = hidden("label", name);
      const container = document.createElement("span");
      container.append(checkbox, label);
      return { label, checkbox, container };
    }

    getFormInputLabel(words, isRequired) {
      const made = super.getFormInputLabel(words, isRequired);
      if (isRequired) made.append(hidden("span", ` (${S.kata.wajib})`));
      return made;
    }
  }

  function hidden(name, words) {
    const made = document.createElement(name);
    made.textContent = words;
    made.className = "tersembunyi";
    return made;
  }

  function start() {
    const words = Object.entries(S.kata).filter(([key]) => key.startsWith("je_"));
    JSONEditor.defaults.languages.terang = Object.fromEntries(
      words.map(([key, own]) => [key.slice(3), own]));
    JSONEditor.defaults.language = "terang";
    JSONEditor.defaults.themes.terang = Theme;
    offerNames();
    part("isi").hidden = false;
    editor = new JSONEditor(part("formulir"), {
      theme: "terang",
      schema: S.formSchema(data.jenis, data.baru),
      startval: S.toForm(data.nilai, data.jenis),
      disable_theme_rules: true,
      disable_edit_json: true,
      disable_properties: true,
      disable_array_delete_all_rows: true,
      disable_array_delete_last_row: true,
      array_controls_top: true,
      prompt_before_delete: false,
      show_errors: "never",
      use_name_attributes: false,
      enforce_const: false,
    });
    editor.on("ready", () => {
      nameFields();
      check();
      editor.on("change", () => {
        nameFields();
        hasChanged = true;
        clearTimeout(timer);
        timer = setTimeout(check, PAUSE);
      });
    });
    part("salin").addEventListener("click", copy);
    part("unduh").addEventListener("click", download);
    part("formulir").addEventListener("input", (event) => { // the library waits for the field to be left
      if (event.target.matches("input, textarea")) event.target.dispatchEvent(new Event("change"));
    });
    part("formulir").addEventListener("click", keepFocus, true);
    part("formulir").addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("beforeunload", (event) => {
      if (hasChanged && text !== S.yaml(data.nilai, data.jenis, data.kepala)) event.preventDefault();
    });
  }

  /** Branches not chosen stay hidden with fields of the same id: each label names its own field. */
  function nameFields() {
    for (const box of part("formulir").querySelectorAll(".form-control")) {
      const label = box.querySelector("label[for]");
      const field = box.querySelector("input, select, textarea");
      if (!label || !field || document.getElementById(field.id) === field) continue;
      let place = 2;
      while (document.getElementById(`${field.id}-${place}`)) place += 1;
      label.htmlFor = field.id = `${field.id}-${place}`;
      const help = box.querySelector("p[id]");
      if (help) field.setAttribute("aria-describedby", (help.id = `${field.id}-uraian`));
    }
  }

  /** Where a row is deleted, its list's button to add one gets the focus the row had. */
  function keepFocus({ target }) {
    if (!target.closest(".json-editor-btntype-delete")) return;
    const list = target.closest("[data-schematype='array']");
    setTimeout(() => list.querySelector(".json-editor-btntype-add").focus());
  }

  /** Lists of names beside the fields that refer to something. */
  function offerNames() {
    for (const kind of ["indikator", "unit", "kelompok", "peraturan", "acuan"]) {
      const list = document.createElement("datalist");
      list.id = `kenal-${kind}`;
      for (const name of data.kenal[kind] || []) list.append(new Option(name, name));
      part("isi").append(list);
    }
  }

  // --- checks ------------------------------------------------------------------------------------

  function check() {
    const { value, places } = S.fromForm(editor.getValue(), data.jenis, data.nilai);
    const form = S.formFaults(value, data.jenis);
    const privacy = S.privacyFaults(value);
    const isWhole = !form.length;
    const faults = [...form, ...privacy, ...(isWhole ? S.meaningFaults(value, data.kenal) : [])];
    tell(faults.map((fault) => located(fault, places)), isWhole);
    part("pratinjau").replaceChildren(...(isWhole ? S.preview(value) : []));
    part("pratinjau").parentElement.hidden = !part("pratinjau").childElementCount;
    text = S.yaml(value, data.jenis, data.kepala);
    part("yaml").textContent = text;
    part("nama").textContent = `criteria/${path(value)}`;
    offer(value, !faults.length);
    document.documentElement.dataset.sunting = "siap";
  }

  function path(value) {
    if (!data.baru) return data.berkas;
    return data.berkas.replace(/[^/]*$/, `${value.id || "…"}.yml`);
  }

  /** The fault with its words and the field of the form it stands in. */
  function located(fault, places) {
    const isMissing = fault.code === "K062" || fault.code === "K061";
    const whole = fault.code === "K062" ? [...fault.path, fault.fields.key] : fault.path;
    let steps = whole;
    while (steps.length && !fieldAt(places, steps)) steps = steps.slice(0, -1);
    const own = fieldAt(places, steps) || editor.root;
    const trail = titles(own);
    const label = trail.filter((title) => title !== S.kata.bahasa_id).pop() || S.kata.berkas_ini;
    if (isMissing && steps.length === whole.length) {
      return { own, trail, message: fill(S.kata.belum_diisi, label), fix: fill(S.kata.isi, label) };
    }
    const spoken = { ...fault, fields: { ...fault.fields, ...(fault.fields.where ? {} : { key: label }) } };
    return { own, trail, message: S.words(spoken, "message"), fix: S.words(spoken, "fix") };
  }

  function fieldAt(places, steps) {
    const at = places.get(JSON.stringify(steps));
    return at === undefined ? null : editor.getEditor(at);
  }

  function fill(words, label) {
    return words.replace("{label}", label);
  }

  /** The titles from the file down to a field, as the form shows them. */
  function titles(own) {
    const found = [];
    for (let at = own; at && at !== editor.root; at = at.parent) {
      const title = at.getTitle();
      if (title && title !== found[0]) found.unshift(title);
    }
    return found;
  }

  function tell(faults, isWhole) {
    for (const clear of marked) clear();
    marked = faults.map(mark);
    const count = faults.length;
    const words = count === 0 ? S.kata.tanpa_masalah
      : (count === 1 ? S.kata.satu_masalah : S.kata.ada_masalah.replace("{jumlah}", count));
    part("status").textContent = isWhole ? words : `${words} ${S.kata.bentuk_dahulu}`;
    part("status").dataset.baik = String(count === 0);
    part("masalah").replaceChildren(...faults.map(row));
  }

  function row({ own, trail, message, fix }) {
    const made = document.createElement("li");
    const link = document.createElement("button");
    link.type = "button";
    link.textContent = trail.join(" › ") || S.kata.berkas_ini;
    link.addEventListener("click", () => show(own));
    const told = document.createElement("p");
    told.textContent = message;
    const remedy = document.createElement("p");
    remedy.textContent = `${S.masalah.fix}: ${fix}`;
    made.append(link, told, remedy);
    return made;
  }

  function inputOf(own) {
    return own.input || own.container.querySelector("input, select, textarea, button");
  }

  /** Shows a fault beside its field; the answer takes it away again. */
  function mark({ own, message, fix }, position) {
    const note = document.createElement("p");
    note.className = "sunting-salah";
    note.id = `sunting-salah-${position}`;
    note.textContent = `${message}\n${fix}`;
    own.container.append(note);
    const input = own.input;
    const before = input ? input.getAttribute("aria-describedby") : null;
    if (input) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", [before, note.id].filter(Boolean).join(" "));
    }
    return () => {
      note.remove();
      if (!input) return;
      input.removeAttribute("aria-invalid");
      if (before) input.setAttribute("aria-describedby", before);
      else input.removeAttribute("aria-describedby");
    };
  }

  /** Opens what is folded around a field and goes there. */
  function show(own) {
    for (let at = own; at; at = at.parent) {
      if (at.collapsed && at.toggle_button) at.toggle_button.click();
    }
    const input = inputOf(own);
    own.container.scrollIntoView({ block: "center" });
    if (input) input.focus({ preventScroll: true });
  }

  // --- handing over ------------------------------------------------------------------------------

  function offer(value, isReady) {
    for (const name of ["salin", "unduh"]) part(name).disabled = !isReady;
    part("belum").hidden = isReady;
    const link = part("buka");
    if (!link) return;
    const { alamat, baru, terisi } = data.sunting;
    const filled = `${baru}?filename=${encodeURIComponent(`${value.id}.yml`)}&value=${encodeURIComponent(text)}`;
    const fits = terisi && filled.length <= LONGEST_ADDRESS;
    const address = alamat || (fits ? filled : baru);
    if (isReady && address) link.href = address;
    else link.removeAttribute("href");
    link.setAttribute("aria-disabled", String(!isReady));
    part("cara").textContent = alamat ? S.kata.cara_ganti : (fits ? S.kata.cara_terisi : S.kata.cara_baru);
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(part("yaml")); // the person presses Ctrl+C
      part("kabar").textContent = S.kata.pilih_manual;
      return;
    }
    part("kabar").textContent = S.kata.tersalin;
  }

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/yaml" }));
    link.download = part("nama").textContent.split("/").pop();
    link.click();
    URL.revokeObjectURL(link.href);
    part("kabar").textContent = S.kata.terunduh;
  }

  start();
})(globalThis.Sunting);
