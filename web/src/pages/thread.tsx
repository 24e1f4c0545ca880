// Posts to read: a thread, and one person's posts with where they stand, what they argue and where they changed sides.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type PostText, type SegmentText, type SideChange, type ThreadPage as Page, useAsked, type VoicePage as Voice, type VoicePoint, type VoiceStance } from "../api";
import { Comment, Correct, isAbout, isAboutThread, Notes, Translate } from "../forms";
import { Marked, NameShown } from "../marks";
import { valueName } from "../names";
import { A, Count, counted, DebateName, Heading, headingOf, Original, Pager, poleName, PoleShown, QuoteCard, threadAddress, Waiting, Who, Years } from "../parts";
import { query, word } from "../state";

/** The text with the pieces that a search found marked. */
function Found({ text, found }: { text: string; found: string[] }): JSX.Element {
  const pieces: ComponentChildren[] = [];
  for (let at = 0; at < text.length; ) {
    const hits = found.map((f) => ({ f, place: text.indexOf(f, at) })).filter((h) => h.place >= 0).sort((l, r) => l.place - r.place || r.f.length - l.f.length);
    const next = hits[0];
    if (!next) { pieces.push(<Marked key={at} text={text.slice(at)} />); break; }
    if (next.place > at) pieces.push(<Marked key={`t${at}`} text={text.slice(at, next.place)} />);
    pieces.push(<mark key={next.place}><Marked text={next.f} /></mark>);
    at = next.place + next.f.length;
  }
  return <>{pieces}</>;
}

/** The stance that colours an argued sentence: the post's in the debate that the sentence argues in. */
function stanceOf(post: PostText, segment: SegmentText): PostText["stances"][number] | undefined {
  if (segment.kind === "quotation") return undefined;
  return post.stances.find((s) => segment.debates.some((d) => String(d) === String(s.debate)));
}

/** The text with its segments; the one asked for is marked, those that argue carry the colour of their own debate's side. */
function Text({ post, wanted }: { post: PostText; wanted: string }): JSX.Element {
  const pieces: JSX.Element[] = [], found = post.found ?? [];
  let at = 0;
  for (const segment of post.segments) {
    const place = post.text.indexOf(segment.text, at);
    if (place < 0) continue;
    if (place > at) pieces.push(<span key={`t${at}`}><Found text={post.text.slice(at, place)} found={found} /></span>);
    const stance = stanceOf(post, segment), id = String(segment.segment);
    pieces.push(id === wanted
      ? <mark key={id} id="wanted"><Marked text={segment.text} /></mark>
      : (
        <span key={id} class={segment.kind === "quotation" ? "others-words" : stance ? `says-${stance.pole}` : ""} {...(stance ? { title: `${headingOf(stance)}: ${poleName(stance.pole, stance.pole_a, stance.pole_b)}` } : {})}>
          <Found text={segment.text} found={found} />
        </span>
      ));
    at = place + segment.text.length;
  }
  pieces.push(<span key="end"><Found text={post.text.slice(at)} found={found} /></span>);
  return <div class="text" lang="zh"><bdi>{pieces}</bdi></div>;
}

export function PostCard({ post, wantedPost, wantedSegment }: { post: PostText; wantedPost: string; wantedSegment: string }): JSX.Element {
  const isWanted = String(post.post) === wantedPost;
  return (
    <article class={`post ${post.kind === "comment" ? "reply" : ""} ${isWanted ? "wanted" : ""}`} id={`post-${post.post}`}>
      <header>
        <Who cite={post} /> <span class="hint"><time>{post.date}</time> {post.edited && post.edited !== post.date ? <time>({word("edited")} {post.edited})</time> : ""} {post.votes > 0 ? <>· <span class="place">{counted(post.votes, "votes")}</span></> : ""}</span>
        {post.stances.map((s) => <A key={String(s.debate)} to={`/debate/${s.debate}`} class={`stance pole-${s.pole}`} label={`${poleName(s.pole, s.pole_a, s.pole_b)}: ${headingOf(s)}`}><span class={`swatch pole-${s.pole}`} /> <PoleShown pole={s.pole} poleA={s.pole_a} poleB={s.pole_b} /></A>)}
        {String(post.twin_of) !== "0" && <span class="hint">{word("twinOf")}</span>}
      </header>
      <Text post={post} wanted={isWanted ? wantedSegment : ""} />
      <footer class="hint">
        {word("source")} <code>{post.source.slice(0, 16)}</code>, {word("bytes")} <code>{post.body_begin}–{post.body_end}</code>
        {post.stances.map((s) => (
          <Correct key={String(s.debate)} label="moveTo" what="move" field="pole" target={{ debate: String(s.debate), post: String(post.post) }}
            choices={(["a", "b", "both", "unclear"] as const).map((pole) => ({ label: poleName(pole, s.pole_a, s.pole_b), value: pole }))} />
        ))}
        <Comment target={{ post: String(post.post) }} />
      </footer>
      <Notes wanted={(line) => isAbout(line, "post", post.post)} />
    </article>
  );
}

/** The debate that the question is part of; of one in none why not, and the analyst's word that it is one. */
function Place({ page, place }: { page: Page; place: NonNullable<Page["place"]> }): JSX.Element {
  if (place.heading) return <span>{word("partOfDebate")} <A to={`/debate/${place.debate}`}><DebateName debate={{ heading: place.heading }} /></A></span>;
  return <><span>{word("noDebateSince", valueName("reason", place.reason))}</span> <Correct label="makeDebate" what="pin" target={{ threads: [String(page.thread)] }} hint="makeHint" /></>;
}

export function ThreadPage({ id }: { id: string }): JSX.Element {
  const post = query.value.get("post") ?? "", segment = query.value.get("segment") ?? "", offset = query.value.get("offset") ?? "", q = query.value.get("q") ?? "";
  const asked = useAsked<Page>("thread", { id, ...(post ? { post } : {}), ...(offset ? { offset } : {}), ...(q ? { q } : {}) });
  const shownOnce = useRef("");
  useEffect(() => {
    const key = id + post + segment + offset;
    if (!asked.value || shownOnce.current === key) return;
    shownOnce.current = key;
    (document.getElementById("wanted") ?? document.getElementById(`post-${post}`))?.scrollIntoView({ block: "center" });
  }, [asked.value, id, post, segment, offset]);
  return (
    <Waiting asked={asked}>
      {(page) => (
        <>
          <Heading title={page.title || word("thread")}>{page.title ? <Original text={page.title} /> : word("thread")}</Heading>
          <p class="facts">{page.place && <Place page={page} place={page.place} />} {page.title && <Translate original={page.title} />}</p>
          <Notes wanted={(line) => isAboutThread(line, id)} />
          {page.posts.map((p) => <PostCard key={String(p.post)} post={p} wantedPost={post} wantedSegment={segment} />)}
          <Pager all={page.all} offset={page.offset} size={30} to={(next) => `/thread/${id}?offset=${next}${q ? `&q=${encodeURIComponent(q)}` : ""}`} />
        </>
      )}
    </Waiting>
  );
}

function Stances({ stances, voice }: { stances: VoiceStance[]; voice: string }): JSX.Element {
  return (
    <section>
      <h2>{word("sides")}</h2>
      <ul class="plain">
        {stances.map((s) => (
          <li key={String(s.debate)}>
            <A to={`/debate/${s.debate}`}><bdi><Marked text={headingOf(s)} /></bdi></A>: <span class={`swatch pole-${s.pole}`} /> <PoleShown pole={s.pole} poleA={s.pole_a} poleB={s.pole_b} />, <Count value={s.posts} table="camps/stances" where={[`debate=${s.debate}`, `voice=${voice}`]} unit="posts" />
            {s.first_year > 0 && <>, <Years first={s.first_year} last={s.last_year} /></>} {s.changed ? <strong>{word("changed")}</strong> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** When and from which post to which the voice changed sides. */
function Changes({ changes, stances }: { changes: SideChange[]; stances: VoiceStance[] }): JSX.Element | null {
  if (changes.length === 0) return stances.some((s) => s.changed) ? <p class="hint">{word("noChange")}</p> : null;
  return (
    <section>
      <h2>{word("changesOfSide")}</h2>
      <ul class="plain">
        {changes.map((c, i) => {
          const debate = stances.find((s) => String(s.debate) === String(c.debate));
          if (!debate) return null;
          return (
            <li key={i}>
              <A to={`/debate/${c.debate}`}><bdi><Marked text={headingOf(debate)} /></bdi></A>:{" "}
              {([[c.from, c.from_pole, c.from_date || c.from_year], [c.to, c.to_pole, c.to_date || c.to_year]] as const).map(([cite, pole, date], n) => (
                <span key={n}>{n > 0 ? " → " : ""}<span class={`swatch pole-${pole}`} /> <PoleShown pole={pole} poleA={debate.pole_a} poleB={debate.pole_b} /> {cite ? <A to={threadAddress(cite)}><time>{date}</time> ({word("openThread")})</A> : <time>{date}</time>}</span>
              ))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The key points that the voice argues: its own sentence, and how many argue the same. */
function Points({ points, stances }: { points: VoicePoint[]; stances: VoiceStance[] }): JSX.Element | null {
  if (points.length === 0) return null;
  return (
    <section>
      <h2>{word("arguesPoints")}</h2>
      <ul class="points">
        {points.map((p) => {
          const debate = stances.find((s) => String(s.debate) === String(p.debate));
          const count = <Count value={p.voices} table="points/matches" where={[`point=${p.point}`]} distinct="voice" unit="voices" />;
          return (
            <li key={String(p.own.segment)} class="point">
              {debate && <p class="hint"><span class={`swatch pole-${p.pole}`} /> <A to={`/debate/${p.debate}?open=${p.point}`}><bdi><Marked text={headingOf(debate)} /></bdi></A></p>}
              <QuoteCard quote={p.own} note={<>· {count}</>} />
              {p.quote && String(p.quote.segment) !== String(p.own.segment) && <div class="examples"><p class="hint">{word("pointOf")}:</p><QuoteCard quote={p.quote} /></div>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function VoicePage({ id }: { id: string }): JSX.Element {
  return (
    <Waiting asked={useAsked<Voice>("voice", { id })}>
      {(voice) => {
        const name = voice.author || word(voice.author_kind === "anonymous" ? "anonymous" : "closed");
        return (
          <>
            <Heading title={`${word("voicePage")}: ${name}`}>{word("voicePage")}: <NameShown name={name} /></Heading>
            <p class="facts"><Count value={voice.all} table="threads/posts" where={[`author=${id}`, "newest=1"]} unit="posts" /> <Correct label="markAuthor" what="mark_author" field="kind" target={{ voice: id }} choices={(["organisation", "bot"] as const).map((kind) => ({ label: word(kind), value: kind }))} /></p>
            <Notes wanted={(line) => isAbout(line, "voice", id)} />
            {voice.stances.length > 0 && <Stances stances={voice.stances} voice={id} />}
            <Changes changes={voice.changes} stances={voice.stances} />
            <Points points={voice.points} stances={voice.stances} />
            {voice.posts.map((p) => (
              <section key={String(p.post)}>
                <h2 class="small-heading"><A to={threadAddress(p)}><Original text={p.title} /></A></h2>
                <PostCard post={p} wantedPost="" wantedSegment="" />
              </section>
            ))}
          </>
        );
      }}
    </Waiting>
  );
}
