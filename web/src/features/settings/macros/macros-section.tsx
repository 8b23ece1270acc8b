import { queryOptions, useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { queuesQuery } from "@/api/queues";
import { Badge } from "@/shared/ui/badge";
import { EditableList } from "../editable-list";
import { Loaded } from "../loaded";
import { MacroDialog } from "./macro-dialog";
import type { Macro } from "./steps";

const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: () => unwrap(api.GET("/api/v1/macros")),
});

/** Several steps under one name. */
export function MacrosSection() {
  const { t } = useTranslation("organise");
  const macros = useQuery(macrosQuery);
  return (
    <Loaded query={macros}>
      {({ items }) => (
        <EditableList
          title={t("macros.title")}
          lead={t("macros.lead")}
          add={t("macros.new")}
          icon={<ListChecks />}
          empty={{ title: t("macros.empty"), hint: t("macros.emptyHint") }}
          items={items}
          topic="macros"
          nameOf={(macro) => macro.name}
          removalHint={t("macros.removeHint")}
          remove={(macro) => unwrap(api.DELETE("/api/v1/macros/{macro_id}", { params: { path: { macro_id: macro.id } } }))}
          draw={(macro) => <MacroLine macro={macro} />}
          edit={(macro, onClose) => <MacroDialog macro={macro} onClose={onClose} />}
        />
      )}
    </Loaded>
  );
}

function MacroLine({ macro }: { macro: Macro }) {
  const { t } = useTranslation("organise");
  const queues = useQuery(queuesQuery);
  const queue = queues.data?.items.find((each) => each.id === macro.queue_id);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {macro.name}
        {queue && <Badge>{queue.name}</Badge>}
      </p>
      <p className="mt-0.5 text-[13px] text-ink-2">{macro.steps.map((step) => t(`macros.kind.${step.kind}`)).join(" → ")}</p>
    </>
  );
}
