import { Fragment } from "react";
import { type Mark, readMarks } from "@/shared/marks/marks";

const MENTION = "@\\p{L}[\\p{L}\\p{N}_]*";

type RichTextProps = {
  text: string;
  /** Where "@name" speaks to somebody, as in a note: the names of those it calls. */
  mentions?: readonly string[] | undefined;
};

export function RichText({ text, mentions }: RichTextProps) {
  return (
    <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      <Marks marks={readMarks(text)} mentions={mentions && patternOf(mentions)} />
    </p>
  );
}

/** Whole names first: "@Ana Paula" is one of them, and not "@Ana". */
function patternOf(names: readonly string[]): RegExp {
  const whole = names.map((name) => `@${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`).sort((a, b) => b.length - a.length);
  return new RegExp(`(${[...whole, MENTION].join("|")})`, "u");
}

function Marks({ marks, mentions }: { marks: Mark[]; mentions: RegExp | undefined }) {
  return marks.map((mark, index) => <OneMark key={index} mark={mark} mentions={mentions} />);
}

function OneMark({ mark, mentions }: { mark: Mark; mentions: RegExp | undefined }) {
  switch (mark.kind) {
    case "text":
      return mentions ? <Mentions text={mark.text} pattern={mentions} /> : mark.text;
    case "code":
      return <code className="font-mono text-[13px]">{mark.text}</code>;
    case "link":
      return (
        <a href={mark.text} target="_blank" rel="noreferrer noopener" className="text-ceu-text underline underline-offset-2">
          {mark.text}
        </a>
      );
    default:
      return (
        <mark.kind>
          <Marks marks={mark.inside} mentions={mentions} />
        </mark.kind>
      );
  }
}

function Mentions({ text, pattern }: { text: string; pattern: RegExp }) {
  return text.split(pattern).map((piece, index) => (
    <Fragment key={index}>{index % 2 === 1 ? <b className="font-semibold text-ipe-text">{piece}</b> : piece}</Fragment>
  ));
}
