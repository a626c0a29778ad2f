// A time zone field that holds the default takes the browser's zone.

export function mount(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value === "UTC" && zone) field.value = zone;
}
