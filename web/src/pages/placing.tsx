// Placing: the most answered posts first. A placed post is sure, and tells those that it answers and that answer it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type DebatePage, forget, type Id, type Lesson, type PlacingNext, type Pole, useAsked } from "../api";
import { correct, type Correction } from "../edits";
import { Meanwhile } from "../forms";
import { Marked } from "../marks";
import { A, Count, Heading, headingOf, Waiting } from "../parts";
import { editing, word } from "../state";
import { Asking } from "./coding";

/** What the placed posts said of the judge, as of the last analysis. */
function Taught({ debate, lesson }: { debate: Id; lesson: Lesson }): JSX.Element {
  const where = [`debate=${debate}`, "judged_by=analyst"];
  return (
    <p class="hint">
      {word("placedTaught", "\n", "\n", "\n").split("\n").map((piece, i) => (
        <span key={i}>
          {i === 1 && <Count value={lesson.placed} table="camps/stances" where={where} />}
          {i === 2 && <Count value={lesson.own_right} table="camps/lessons" where={[`debate=${debate}`]} columns={["own_right"]} />}
          {i === 3 && <Count value={lesson.sided} table="camps/stances" where={[...where, "pole in a|b"]} />}
          <span class="place">{piece}</span>
        </span>
      ))}
    </p>
  );
}

function Sheet({ debate, page }: { debate: string; page: DebatePage }): JSX.Element {
  const [round, setRound] = useState(0);
  const [skipped, setSkipped] = useState(0);
  const [failed, setFailed] = useState("");
  const [others, setOthers] = useState<Correction[]>([]);
  const asked = useAsked<PlacingNext>("placing", { debate, skip: String(skipped), round: String(round) });
  const place = async (post: string, pole: Pole): Promise<void> => {
    setFailed("");
    try {
      const meanwhile = await correct("move", { debate, post }, { pole }, "");
      setOthers(meanwhile);
      if (meanwhile.length > 0) return;
      forget("placing");
      setRound(round + 1);
    } catch (error) {
      setFailed(`${word("notWritten")}: ${(error as Error).message}`);
    }
  };
  return (
    <Waiting asked={asked}>
      {(next) => (
        <>
          {next.lesson && <Taught debate={debate} lesson={next.lesson} />}
          {!editing.value ? null : next.finished || next.post === undefined ? <p>{word("allPlaced")}</p> : (
            <>
              <p class="hint" role="status">{word("placedSoFar", next.done, next.all)} {word("answeredHere", next.answered ?? 0)}</p>
              <Asking post={next} page={page} choose={(pole) => void place(String(next.post), pole)} />
              <p><button type="button" class="small" onClick={() => setSkipped(skipped + 1)}>{word("skipPost")}</button></p>
              <Meanwhile lines={others} />
              {failed && <p class="failed" role="alert">{failed}</p>}
            </>
          )}
          {editing.value && next.done > 0 && <p class="hint"><A to="/corrections">{word("toCorrections")}</A></p>}
        </>
      )}
    </Waiting>
  );
}

export function PlacingPage({ id }: { id: string }): JSX.Element {
  return (
    <Waiting asked={useAsked<DebatePage>("debate", { id })}>
      {(page) => (
        <>
          <Heading title={`${word("placing")}: ${headingOf(page)}`}>{word("placing")}: <bdi><Marked text={headingOf(page)} /></bdi></Heading>
          {page.proposition && <p class="proposition" lang="zh"><bdi><Marked text={page.proposition} /></bdi></p>}
          <p class="hint">{word("placingHint")}</p>
          <Sheet debate={id} page={page} />
        </>
      )}
    </Waiting>
  );
}
