import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ConversationFilter, InboxSearch } from "@/api/conversations";

/** Which conversations the list shows. It lives in the address, so that a view can be shared and survives a reload. */
export function useInboxFilter(): [ConversationFilter, (change: InboxSearch) => void] {
  const { aba, busca, canal, fila, etiqueta, prioridade, ordem, adiadas } = useSearch({ from: "/signed-in/conversas" });
  const navigate = useNavigate();
  const filter: ConversationFilter = {
    tab: aba ?? "all",
    ...(busca && { q: busca }),
    ...(canal && { channel_id: canal }),
    ...(fila && { queue_id: fila }),
    ...(etiqueta && { label_id: etiqueta }),
    ...(prioridade && { priority: prioridade }),
    ...(ordem && { sort: ordem }),
    ...(adiadas && { snoozed: adiadas }),
  };
  const change = (next: InboxSearch) =>
    void navigate({ to: ".", search: (previous) => ({ ...previous, ...next }), replace: true });
  return [filter, change];
}
