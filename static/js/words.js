// The words of scripts in the reader's language: Django's catalogue (/words.js), which pages in English do not load.
// makemessages finds the first argument of each call, so it is a plain string.

export function gettext(english) {
  return globalThis.django ? globalThis.django.gettext(english) : english;
}

export function ngettext(one, many, count) {
  if (globalThis.django) return globalThis.django.ngettext(one, many, count);
  return count === 1 ? one : many;
}

// "Remove %(what)s" with { what: "Illness" }.
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
