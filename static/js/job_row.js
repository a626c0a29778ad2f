// A row of the jobs page: the colour and icon of its state, and no stop button once it has ended.

const KINDS = { pending: "", running: "badge-plan", completed: "badge-ok", failed: "badge-bad" };

export function mount(row) {
  show(row);
  new MutationObserver(() => show(row)).observe(row, { attributes: true, attributeFilter: ["data-job-status"] });
}

function show(row) {
  const { jobStatus: status } = row.dataset;
  row.querySelector("[data-job-badge]").className = `badge ${KINDS[status] ?? ""}`;
  if (status !== "completed" && status !== "failed") return;
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-job-cancel]")?.remove();
}
