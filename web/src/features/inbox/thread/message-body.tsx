import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { records, text as words } from "@/shared/payload";
import { RichText } from "@/shared/ui/rich-text";
import { Skeleton } from "@/shared/ui/skeleton";
import { withExtras } from "../with-extras";

const MediaCard = lazy(async () => ({ default: (await withExtras(import("../media/media-card"))).MediaCard }));
const Unsupported = lazy(async () => ({ default: (await withExtras(import("./unsupported"))).Unsupported }));

const CARRIES = new Set<Message["type"]>(["location", "contacts", "order"]);

/** What was said: the file or card, then the words that go with it. */
export function MessageBody({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const { text, type, attachment, payload } = message;
  const carries = attachment !== null || CARRIES.has(type) || "form" in payload;
  if (type === "unsupported" && !text) {
    return (
      <Suspense fallback={<Skeleton className="h-16 w-72 max-w-full" />}>
        <Unsupported message={message} />
      </Suspense>
    );
  }
  return (
    <>
      {carries && (
        <Suspense fallback={<Skeleton className="mb-1 h-14 w-72 max-w-full" />}>
          <MediaCard message={message} />
        </Suspense>
      )}
      {text && <RichText text={text} mentions={type === "note" ? calledIn(payload) : undefined} />}
      {!text && !carries && <p className="text-ink-2 italic">{t(`type.${type}`)}</p>}
    </>
  );
}

/** The names of the colleagues whom a note calls. */
function calledIn(payload: Message["payload"]): string[] {
  return records(payload.mentions).flatMap(({ name }) => words(name) ?? []);
}
