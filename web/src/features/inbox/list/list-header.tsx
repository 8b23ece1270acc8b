import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { lazy, type Ref, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/conversations";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { SearchField } from "@/shared/ui/search-field";
import { Segmented } from "@/shared/ui/segmented";
import { useInboxFilter } from "../use-inbox-filter";
import { withDeskTexts } from "../with-extras";

const MentionsButton = lazy(async () => ({ default: (await withDeskTexts(import("./mentions-button"))).MentionsButton }));
const ViewMenu = lazy(async () => ({ default: (await withDeskTexts(import("../views/view-menu"))).ViewMenu }));

const daily = ["all", "waiting", "mine", "bot"] as const;

export function ListHeader({ searchRef }: { searchRef: Ref<HTMLInputElement> }) {
  const { t } = useTranslation("inbox");
  const [filter, change] = useInboxFilter();
  const { data: counts } = useQuery(countsQuery);
  const resolved = filter.tab === "resolved";
  return (
    <header className="space-y-2.5 px-3.5 pt-3.5 pb-2.5">
      <div className="flex h-8 items-center gap-1">
        <h1 className="font-display text-[19px] font-semibold tracking-tight">{t("title")}</h1>
        <Suspense>
          <ViewMenu />
        </Suspense>
        <span className="ml-auto" />
        <Suspense fallback={<span className="size-8" />}>
          <MentionsButton />
        </Suspense>
        {!resolved && (
          <IconButton label={t("resolved.show")} onClick={() => change({ aba: "resolved" })}>
            <Archive aria-hidden />
          </IconButton>
        )}
      </div>
      <SearchBox ref={searchRef} value={filter.q ?? ""} onChange={(busca) => change({ busca: busca || undefined })} />
      {resolved ? (
        <div className="flex h-[34px] items-center gap-2">
          <Badge>
            <Archive aria-hidden />
            {t("tabs.resolved")}
          </Badge>
          <Button size="sm" variant="ghost" className="ml-auto" onClick={() => change({ aba: undefined })}>
            {t("resolved.hide")}
          </Button>
        </div>
      ) : (
        <Segmented
          label={t("view")}
          value={filter.tab}
          onChange={(tab) => change({ aba: tab === "all" ? undefined : tab })}
          items={daily.map((tab) => ({ value: tab, label: t(`tabs.${tab}`), count: counts?.[tab] }))}
        />
      )}
    </header>
  );
}

type SearchBoxProps = { ref: Ref<HTMLInputElement>; value: string; onChange: (text: string) => void };

function SearchBox({ ref, value, onChange }: SearchBoxProps) {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState(value);
  const settled = useDebounced(text.trim(), 250);
  useEffect(() => {
    if (settled !== value) onChange(settled);
    // Only what was typed moves the address; the address moving must not type.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <SearchField
      ref={ref}
      label={t("search")}
      keys="/"
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        setText("");
        event.currentTarget.blur();
      }}
    />
  );
}
