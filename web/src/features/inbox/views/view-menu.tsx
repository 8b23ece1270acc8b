import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AlarmClock, ChevronDown, ListOrdered, SlidersHorizontal, Star, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { ConversationFilter, InboxSearch } from "@/api/conversations";
import { Button } from "@/shared/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/shared/ui/menu";
import { useInboxFilter } from "../use-inbox-filter";
import { FilterDialog } from "./filter-dialog";
import { EVERYTHING, isNarrowed, sameView, type SavedView, searchOf, viewsQuery } from "./views";

/** Which conversations stand in the list: those of a view somebody kept, or narrowed down by hand. */
export function ViewMenu() {
  const { t } = useTranslation(["desk", "common"]);
  const [filter, change] = useInboxFilter();
  const [filtering, setFiltering] = useState(false);
  const { data } = useQuery(viewsQuery);
  const views = data?.items ?? [];
  const active = views.find((view) => sameView(view, filter));
  const narrowed = isNarrowed(filter);
  const show = (search: InboxSearch) => change({ ...EVERYTHING, ...search });
  const label = active?.name ?? t(`views.${nameOf(filter)}`);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button variant="ghost" size="sm" className="min-w-0 shrink text-ink-3" aria-label={t("views.open", { name: label })}>
            <span className="truncate">{label}</span>
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => show({})}>{t("views.everything")}</MenuItem>
        <MenuItem onSelect={() => show({ aba: "waiting", ordem: "queue" })}>
          <ListOrdered aria-hidden />
          {t("views.queue")}
        </MenuItem>
        <MenuItem onSelect={() => show({ adiadas: true })}>
          <AlarmClock aria-hidden />
          {t("views.snoozed")}
        </MenuItem>
        {views.length > 0 && <MenuSeparator />}
        {views.map((view) => (
          <MenuItem key={view.id} onSelect={() => show(searchOf(view.filters))}>
            <Star aria-hidden />
            {view.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => setFiltering(true)}>
          <SlidersHorizontal aria-hidden />
          {t("views.filter")}
        </MenuItem>
        {narrowed && (
          <MenuItem onSelect={() => show({})}>
            <X aria-hidden />
            {t("views.clear")}
          </MenuItem>
        )}
        {active && <RemoveItem view={active} onDone={() => show({})} />}
      </Menu>
      {filtering && <FilterDialog onClose={() => setFiltering(false)} />}
    </>
  );
}

function nameOf(filter: ConversationFilter) {
  if (!isNarrowed(filter)) return "everything";
  const chosen = Object.keys(filter).filter((name) => name !== "tab" && name !== "q").join();
  if (chosen === "sort" && filter.sort === "queue") return "queue";
  return chosen === "snoozed" ? "snoozed" : "narrowed";
}

function RemoveItem({ view, onDone }: { view: SavedView; onDone: () => void }) {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/saved-views/{view_id}", { params: { path: { view_id: view.id } } })),
    onSuccess: () => {
      onDone();
      return client.invalidateQueries({ queryKey: viewsQuery.queryKey });
    },
  });
  return (
    <MenuItem onSelect={() => mutate()}>
      <Trash2 aria-hidden />
      {t("views.remove", { name: view.name })}
    </MenuItem>
  );
}
