/* The form of an opinion shows what belongs to the opinion picked; lists tick all their boxes at once. */
(function () {
  "use strict";

  function showWhatBelongs(form) {
    var picked = form.querySelector("input[name=opinion]:checked");
    form.querySelectorAll("[data-for]").forEach(function (part) {
      var belongs = picked !== null && picked.value === part.dataset.for;
      part.hidden = !belongs;
      part.querySelectorAll("input, select, textarea").forEach(function (field) { field.disabled = !belongs; });
    });
    var text = form.querySelector("textarea[name=text]");
    if (text && picked) text.required = picked.value !== "agree";
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.documentElement.classList.add("scripted");
    document.querySelectorAll("form.decide").forEach(function (form) {
      showWhatBelongs(form);
      form.addEventListener("change", function () { showWhatBelongs(form); });
    });
    document.querySelectorAll("[data-tick-all]").forEach(function (all) {
      all.addEventListener("change", function () {
        Array.prototype.forEach.call(all.form.elements, function (box) {
          if (box.type === "checkbox") box.checked = all.checked;
        });
      });
    });
  });
})();
