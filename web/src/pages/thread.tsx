import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type PostText, type ThreadPage as Page, useAsked, type VoicePage as Voice } from "../api";
import { Comment, Comments, Correct, isAbout, Translate } from "../forms";
import { A, DebateName, headingOf, Original, Pager, poleName, shown, threadAddress, Waiting, Who } from "../parts";
import { query, word } from "../state";
import type { Word } from "../words";

/** The text with its segments; the one asked for is marked, argued ones carry the colour of the post's stance. */
function Text({ post, wanted }: { post: PostText; wanted: string }): JSX.Element {
  const pole = post.stances[0]?.pole ?? "unclear";
  const pieces: JSX.Element[] = [];
  let at = 0;
  for (const segment of post.segments) {
    const found = post.text.indexOf(segment.text, at);
    if (found < 0) continue;
    if (found > at) pieces.push(<span key={`t${at}`}>{post.text.slice(at, found)}</span>);
    const argued = segment.kind === "statement" || segment.kind === "question";
    pieces.push(String(segment.segment) === wanted
      ? <mark key={String(segment.segment)} id="wanted">{segment.text}</mark>
      : <span key={String(segment.segment)} class={segment.kind === "quotation" ? "others-words" : argued && segment.claim >= 0.5 ? `says-${pole}` : ""}>{segment.text}</span>);
    at = found + segment.text.length;
  }
  pieces.push(<span key="end">{post.text.slice(at)}</span>);
  return <div class="text" lang="zh"><bdi>{pieces}</bdi></div>;
}

export function PostCard({ post, wantedPost, wantedSegment }: { post: PostText; wantedPost: string; wantedSegment: string }): JSX.Element {
  const isWanted = String(post.post) === wantedPost;
  return (
    <article class={`post ${post.kind === "comment" ? "reply" : ""} ${isWanted ? "wanted" : ""}`} id={`post-${post.post}`}>
      <header>
        <Who cite={post} /> <span class="hint">{post.date} {post.edited && post.edited !== post.date ? `(${word("edited")} ${post.edited})` : ""} {post.votes > 0 ? `· ${shown(post.votes)} ${word("votes")}` : ""}</span>
        {post.stances.map((s) => <A key={String(s.debate)} to={`/debate/${s.debate}`} class={`stance pole-${s.pole}`} label={`${poleName(s.pole, s.pole_a, s.pole_b)}: ${headingOf(s)}`}>{poleName(s.pole, s.pole_a, s.pole_b)}</A>)}
        {post.twin_of !== 0 && <span class="hint">{word("twinOf")}</span>}
      </header>
      <Text post={post} wanted={isWanted ? wantedSegment : ""} />
      <footer class="hint">
        {word("source")} <code>{post.source.slice(0, 16)}</code>, {word("bytes")} {post.body_begin}–{post.body_end}
        {post.stances.map((s) => (
          <Correct key={String(s.debate)} label="moveTo" what="move" field="pole" target={{ debate: String(s.debate), post: String(post.post) }}
            choices={(["a", "b", "both", "unclear"] as const).map((pole) => ({ label: poleName(pole, s.pole_a, s.pole_b), value: pole }))} />
        ))}
        <Comment target={{ post: String(post.post) }} />
      </footer>
      <Comments wanted={(line) => isAbout(line, "post", post.post)} />
    </article>
  );
}

export function ThreadPage({ id }: { id: string }): JSX.Element {
  const post = query.value.get("post") ?? "", segment = query.value.get("segment") ?? "", offset = query.value.get("offset") ?? "";
  const asked = useAsked<Page>("thread", { id, ...(post ? { post } : {}), ...(offset ? { offset } : {}) });
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
          <h1>{page.title ? <Original text={page.title} /> : word("thread")}</h1>
          {page.title && <Translate original={page.title} />}
          {page.posts.map((p) => <PostCard key={String(p.post)} post={p} wantedPost={post} wantedSegment={segment} />)}
          <Pager all={page.all} offset={page.offset} size={30} to={(next) => `/thread/${id}?offset=${next}`} />
        </>
      )}
    </Waiting>
  );
}

export function VoicePage({ id }: { id: string }): JSX.Element {
  return (
    <Waiting asked={useAsked<Voice>("voice", { id })}>
      {(voice) => (
        <>
          <h1>{word("voicePage")}: <bdi>{voice.author || word(voice.author_kind === "anonymous" ? "anonymous" : "closed")}</bdi></h1>
          <p class="facts">{shown(voice.all)} {word("posts")} <Correct label="markAuthor" what="mark_author" field="kind" target={{ voice: id }} choices={(["organisation", "bot"] as const).map((kind) => ({ label: word(kind), value: kind }))} /></p>
          {voice.stances.length > 0 && (
            <ul class="plain">
              {voice.stances.map((s) => (
                <li key={String(s.debate)}>
                  <A to={`/debate/${s.debate}`}><DebateName debate={s} /></A>: <span class={`swatch pole-${s.pole}`} /> {poleName(s.pole, s.pole_a, s.pole_b)}, {shown(s.posts)} {word("posts")}
                  {s.first_year > 0 ? `, ${s.first_year}–${s.last_year}` : ""} {s.changed ? <strong>{word("changed" satisfies Word)}</strong> : null}
                </li>
              ))}
            </ul>
          )}
          {voice.posts.map((p) => (
            <section key={String(p.post)}>
              <h2 class="small-heading"><A to={threadAddress(p)}><Original text={p.title} /></A></h2>
              <PostCard post={p} wantedPost="" wantedSegment="" />
            </section>
          ))}
        </>
      )}
    </Waiting>
  );
}
