import { Fragment } from "react";
import { type Mark, readMarks } from "@/shared/marks/marks";

const MENTION = /(@\p{L}[\p{L}\p{N}_]*)/u;

type RichTextProps = {
  text: string;
  /** Whether "@name" speaks to somebody, as in a note. */
  mentions?: boolean;
};

export function RichText({ text, mentions = false }: RichTextProps) {
  return (
    <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      <Marks marks={readMarks(text)} mentions={mentions} />
    </p>
  );
}

function Marks({ marks, mentions }: { marks: Mark[]; mentions: boolean }) {
  return marks.map((mark, index) => <OneMark key={index} mark={mark} mentions={mentions} />);
}

function OneMark({ mark, mentions }: { mark: Mark; mentions: boolean }) {
  switch (mark.kind) {
    case "text":
      return mentions ? <Mentions text={mark.text} /> : mark.text;
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

function Mentions({ text }: { text: string }) {
  return text.split(MENTION).map((piece, index) => (
    <Fragment key={index}>{index % 2 === 1 ? <b className="font-semibold text-ipe-text">{piece}</b> : piece}</Fragment>
  ));
}
