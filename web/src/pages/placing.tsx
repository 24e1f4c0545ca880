// Placing: the most answered posts first. A placed post is sure, and tells those that it answers and that answer it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type DebatePage, forget, type Id, type Lesson, type PlacingNext, type Pole, useAsked } from "../api";
import { correct, type Correction } from "../edits";
import { Meanwhile } from "../forms";
import { A, Count, Gapped, Waiting } from "../parts";
import { editing, word } from "../state";
import { Asking, WorkOnDebate } from "./coding";

/** What the placed posts said of the judge, as of the last analysis. */
function Taught({ debate, lesson }: { debate: Id; lesson: Lesson }): JSX.Element {
  const where = [`debate=${debate}`, "judged_by=analyst"];
  return (
    <p class="hint">
      <Gapped text={word("placedTaught", "\n", "\n", "\n")} counts={[
        <Count value={lesson.placed} table="camps/stances" where={where} />,
        <Count value={lesson.own_right} table="camps/lessons" where={[`debate=${debate}`]} columns={["own_right"]} />,
        <Count value={lesson.sided} table="camps/stances" where={[...where, "pole in a|b"]} />,
      ]} />
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

export const PlacingPage = ({ id }: { id: string }): JSX.Element => (
  <WorkOnDebate id={id} name="placing" hint="placingHint">{(page) => <Sheet debate={id} page={page} />}</WorkOnDebate>
);
