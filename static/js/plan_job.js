// A plan being made: when its job ends, the page is read again, and the server leads on to the plan or says why not.

export function mount(element) {
  element.addEventListener("job:end", () => location.reload());
}
