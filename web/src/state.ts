// What the whole page shares: address, language, theme, and whether corrections may be made.
import { computed, signal } from "@preact/signals";
import { dictionaries, type Word } from "./words";

export type Language = "en" | "zh";

const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is switched off: settings last as long as the page
  }
};
const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* see kept() */
  }
};

const languageOf = (text: string | null): Language => (text === "zh" || text === "en" ? text : navigator.language.startsWith("zh") ? "zh" : "en");

export const address = signal(location.pathname + location.search);
export const language = signal<Language>(languageOf(new URLSearchParams(location.search).get("lang") ?? kept("agon-language")));
export const theme = signal<string>(kept("agon-theme") ?? "");
/** Whether translations stand beside originals; in the address too, so that it can be shared. */
export const translating = signal((new URLSearchParams(location.search).get("translations") ?? kept("agon-translations")) === "1");
export const editing = signal(false);
/** Counts what was written, so that answers that rest on it are asked for again. */
export const changes = signal(0);

// The secret came behind '#': take it out of the address bar at once. It stays in sessionStorage, so that a reload or a
// link opened anew does not end the editing: that is kept for this tab and this origin (scheme, host and port) only, is
// never sent by the browser of itself as a cookie is, and ends with the tab. What can read it is script of this origin,
// and the Content-Security-Policy allows none but this file. Each start of `agon serve` makes another secret, so one that
// outlived its server opens nothing; the server says so and it is dropped (see openSession()).
const secret = /token=([0-9a-f]+)/.exec(location.hash)?.[1];
export const token = signal(secret ?? keptInTab() ?? "");
if (secret) {
  keepToken(secret);
  history.replaceState(null, "", location.pathname + location.search);
}
function keptInTab(): string | null {
  try {
    return sessionStorage.getItem("agon-token");
  } catch {
    return null;
  }
}
export function keepToken(value: string): void {
  token.value = value;
  try {
    value ? sessionStorage.setItem("agon-token", value) : sessionStorage.removeItem("agon-token");
  } catch {
    /* see kept(): then it lasts as long as the page */
  }
}

export const path = computed(() => address.value.split("?")[0] ?? "/");
export const query = computed(() => new URLSearchParams(address.value.split("?")[1] ?? ""));

/** The address with the language, and whether translations are shown: whoever opens it elsewhere sees the same. */
export function shareable(to: string): string {
  const [path = "/", text = ""] = to.split("?");
  const parameters = new URLSearchParams(text);
  parameters.set("lang", language.value);
  translating.value ? parameters.set("translations", "1") : parameters.delete("translations");
  return `${path}?${parameters.toString()}`;
}
/** Writes the address anew where it is: no step back is added, and the page does not move. */
function rewrite(to: string): void {
  history.replaceState(null, "", shareable(to));
  address.value = shareable(to);
}
/** Changes parameters of the address for what was opened or chosen on the page. */
export const remember = (changes: Record<string, string>): void => rewrite(withQuery(changes));

export function go(to: string): void {
  history.pushState(null, "", shareable(to));
  address.value = shareable(to);
  scrollTo(0, 0);
  document.getElementById("content")?.focus({ preventScroll: true });
}
addEventListener("popstate", () => {
  address.value = location.pathname + location.search;
  const given = query.value.get("lang");
  if (given === "zh" || given === "en") say(given);
  translating.value = query.value.get("translations") === "1";
});

/** Changes some parameters of the address; an empty value takes one out. */
export function withQuery(changes: Record<string, string>): string {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  const text = next.toString();
  return path.value + (text ? `?${text}` : "");
}

export function word(key: Word, ...parts: (string | number)[]): string {
  return dictionaries[language.value][key].replace(/\{(\d)\}/g, (_, n: string) => String(parts[Number(n)] ?? ""));
}

function say(to: Language): void {
  language.value = to;
  document.documentElement.lang = to === "zh" ? "zh-Hans" : "en";
}
export function setLanguage(to: Language): void {
  say(to);
  keep("agon-language", to);
  rewrite(address.value);
}
export function setTranslating(to: boolean): void {
  translating.value = to;
  keep("agon-translations", to ? "1" : "0");
  rewrite(address.value);
}
export function setTheme(to: string): void {
  theme.value = to;
  keep("agon-theme", to);
  document.documentElement.dataset["theme"] = to;
}
setLanguage(language.value);
if (theme.value) setTheme(theme.value);
