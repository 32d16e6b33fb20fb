// Forms that are on their way are marked busy and not sent twice; a request that failed says so and can be tried again.

let again = null;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.matches(".button") || event.target.method === "dialog") return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  button.setAttribute("aria-busy", "true");
});

// The browser shows a page that one comes back to as it was left: busy.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll('.button[aria-busy="true"]')) button.removeAttribute("aria-busy");
});

function tell(failed) {
  const notice = document.querySelector("[data-request-failed]");
  if (notice) notice.hidden = !failed;
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    again = event.detail.requestConfig;
    tell(true);
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) tell(false);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-request-again]") || !again) return;
  window.htmx.ajax(again.verb, again.path, { source: again.elt, target: again.target, values: again.parameters });
});
