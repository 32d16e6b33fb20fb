// The page's one button: the browser's own dialog prints it, or saves it as PDF.

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
