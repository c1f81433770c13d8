// Runs before the page is painted: scripts work here, and the reader's chosen palette, if any.
(function () {
  const root = document.documentElement;
  root.classList.add("berskrip");
  try {
    const chosen = localStorage.getItem("terang-tema");
    if (chosen === "gelap" || chosen === "terang") root.dataset.tema = chosen;
  } catch (blocked) { /* storage refused: the system's palette stays */ }
})();
