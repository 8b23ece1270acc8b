import { Fragment } from "react";
import { parseInline, parseMarkdown, type Block, type Inline } from "@/shared/markdown/parse";

/** An article's text. `under` is the level of the heading it stands under, so that the page's outline stays whole. */
export function Markdown({ source, under = 2 }: { source: string; under?: number }) {
  const blocks = parseMarkdown(source);
  const top = Math.min(...blocks.map((block) => (block.kind === "heading" ? block.level : Infinity)));
  return (
    <div className="grid gap-3 text-[14.5px] leading-relaxed [overflow-wrap:anywhere]">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} above={top - 1 - under} />
      ))}
    </div>
  );
}

/** `above`: how many levels the text's own headings stand too low. */
function BlockView({ block, above }: { block: Block; above: number }) {
  switch (block.kind) {
    case "heading": {
      const Heading = `h${Math.min(6, block.level - above)}` as "h3";
      return (
        <Heading className="mt-2 font-display text-[17px] font-semibold">
          <Inlines text={block.text} />
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p className="whitespace-pre-line">
          <Inlines text={block.text} />
        </p>
      );
    case "list":
      return <ListView {...block} />;
    case "table":
      return <TableView {...block} />;
    case "quote":
      return (
        <blockquote className="border-l-2 border-line-strong pl-3 whitespace-pre-line text-ink-2">
          <Inlines text={block.text} />
        </blockquote>
      );
    case "code":
      return <pre className="scroll-thin overflow-x-auto rounded-lg bg-sunken p-3 font-mono text-[13px]">{block.text}</pre>;
    case "rule":
      return <hr />;
  }
}

function ListView({ ordered, items }: { ordered: boolean; items: string[] }) {
  const List = ordered ? "ol" : "ul";
  return (
    <List className={ordered ? "list-decimal pl-6" : "list-disc pl-6"}>
      {items.map((item, index) => (
        <li key={index} className="whitespace-pre-line">
          <Inlines text={item} />
        </li>
      ))}
    </List>
  );
}

function TableView({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <div className="scroll-thin overflow-x-auto rounded-lg border">
      <table className="w-full text-left text-[13.5px]">
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col" className="bg-sunken px-3 py-2 font-medium">
                <Inlines text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="border-t px-3 py-2">
                  <Inlines text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Inlines({ text }: { text: string }) {
  return parseInline(text).map((part, index) => (
    <Fragment key={index}>
      <InlineView part={part} />
    </Fragment>
  ));
}

function InlineView({ part }: { part: Inline }) {
  switch (part.kind) {
    case "text":
      return part.text;
    case "strong":
      return <strong className="font-semibold">{part.text}</strong>;
    case "em":
      return <em>{part.text}</em>;
    case "code":
      return <code className="rounded bg-sunken px-1 font-mono text-[13px]">{part.text}</code>;
    case "link":
      return (
        <a href={part.href} target="_blank" rel="noreferrer noopener" className="text-ceu-text underline underline-offset-2">
          {part.text}
        </a>
      );
  }
}
