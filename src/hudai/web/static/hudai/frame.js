/* Small comforts of the frame; every page works without them. */
(function () {
  "use strict";

  function notice(text) {
    var place = document.getElementById("messages");
    if (!place) return;
    var box = document.createElement("div");
    box.className = "notice notice-error";
    box.setAttribute("role", "alert");
    box.textContent = text;
    place.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  }

  // The first file that is larger than its field takes, said before it is sent.
  function tooLarge(form) {
    var found = null;
    form.querySelectorAll("input[type=file][data-max-bytes]").forEach(function (field) {
      Array.prototype.forEach.call(field.files, function (file) {
        if (!found && file.size > Number(field.dataset.maxBytes)) found = file;
      });
    });
    return found;
  }

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    var file = tooLarge(form);
    if (form.dataset.sending || file) {
      event.preventDefault();
      if (file) notice("文件“" + file.name + "”太大，请压缩后再传。");
      return;
    }
    // What cannot be taken back by another click is asked about; without scripts it is done as it is.
    if (form.dataset.ask && !window.confirm(form.dataset.ask)) {
      event.preventDefault();
      return;
    }
    if (!("once" in form.dataset)) return;
    form.dataset.sending = "1";
    form.querySelectorAll("button").forEach(function (button) { button.setAttribute("aria-busy", "true"); });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(function (form) {
      delete form.dataset.sending;
      form.querySelectorAll("button").forEach(function (button) { button.removeAttribute("aria-busy"); });
    });
  });

  // Menus close by Escape and by a click beside them.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.person[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.getElementById("menu");
    if (menu) menu.checked = false;
    document.querySelectorAll("details.person[open]").forEach(function (open) {
      open.open = false;
      open.querySelector("summary").focus();
    });
  });

  document.addEventListener("htmx:sendError", function () {
    notice("网络不通，刚才的操作没有送达。请检查网络后再试。");
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500) notice("系统出错了，刚才的操作没有完成。请稍后再试。");
  });
})();
