import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ConversationFilter } from "@/api/conversations";

type Change = { aba?: ConversationFilter["tab"]; busca?: string; canal?: string };

/** Which conversations the list shows. It lives in the address, so that a view can be shared and survives a reload. */
export function useInboxFilter(): [ConversationFilter, (change: Change) => void] {
  const { aba, busca, canal } = useSearch({ from: "/signed-in/conversas" });
  const navigate = useNavigate();
  const filter: ConversationFilter = {
    tab: aba ?? "all",
    ...(busca && { q: busca }),
    ...(canal && { channel_id: canal }),
  };
  const change = (next: Change) =>
    void navigate({ to: ".", search: (previous) => ({ ...previous, ...next }), replace: true });
  return [filter, change];
}
