// Runs before the first paint, so that a dark screen never flashes white. Kept out of the page for a strict CSP.
(function () {
  var chosen = localStorage.getItem("prosa.theme");
  var dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
})();
