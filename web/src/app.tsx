// The frame around every page: navigation, language, theme; and which page an address means.
import { type JSX, render } from "preact";
import { useEffect } from "preact/hooks";
import { openSession, settling } from "./edits";
import { A } from "./parts";
import { ActorsPage, ConsensusPage, NumbersPage } from "./pages/contrasts";
import { CodingPage } from "./pages/coding";
import { PlacingPage } from "./pages/placing";
import { CorrectionsPage } from "./pages/corrections";
import { DebatePage } from "./pages/debate";
import { OverviewPage } from "./pages/overview";
import { RowsPage } from "./pages/rows";
import { SearchPage } from "./pages/search";
import { MethodPage, QualityPage } from "./pages/tables";
import { ThreadPage, VoicePage } from "./pages/thread";
import { language, path, setLanguage, setTheme, setTranslating, theme, translating, word } from "./state";
import type { Word } from "./words";

const places: [string, Word][] = [
  ["/", "overview"], ["/consensus", "consensus"], ["/actors", "actors"], ["/numbers", "numbers"], ["/search", "search"],
  ["/quality", "quality"], ["/method", "method"], ["/corrections", "corrections"],
];

function Page(): JSX.Element {
  const [, first = "", id = ""] = path.value.split("/");
  switch (first) {
    case "debate": return <DebatePage key={id} id={id} />;
    case "coding": return <CodingPage key={id} id={id} />;
    case "placing": return <PlacingPage key={id} id={id} />;
    case "thread": return <ThreadPage key={id} id={id} />;
    case "voice": return <VoicePage key={id} id={id} />;
    case "consensus": return <ConsensusPage />;
    case "actors": return <ActorsPage />;
    case "numbers": return <NumbersPage />;
    case "search": return <SearchPage />;
    case "quality": return <QualityPage />;
    case "method": return <MethodPage />;
    case "corrections": return <CorrectionsPage />;
    case "rows": return <RowsPage />;
    default: return <OverviewPage />;
  }
}

const isDark = (): boolean => (theme.value ? theme.value === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

function App(): JSX.Element {
  useEffect(() => void openSession(), []);
  return (
    <>
      <a class="skip" href="#content">{word("skip")}</a>
      <header class="top">
        <A to="/" class="brand">agon</A>
        <nav aria-label="agon">
          {places.map(([to, name]) => <A key={to} to={to} class={path.value === to ? "here" : ""}>{word(name)}</A>)}
        </nav>
        <span class="switches">
          <button type="button" class="small" aria-pressed={translating.value} onClick={() => setTranslating(!translating.value)}>{word("translations")}</button>
          <button type="button" class="small" onClick={() => setLanguage(language.value === "en" ? "zh" : "en")}>{word("language")}</button>
          <button type="button" class="small" onClick={() => setTheme(isDark() ? "light" : "dark")}>{word("theme")}</button>
        </span>
      </header>
      <main id="content" tabIndex={-1}><div role="status">{settling.value && <p class="hint">{word("settling")}</p>}</div><Page /></main>
    </>
  );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
