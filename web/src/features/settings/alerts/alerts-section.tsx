import { useQuery } from "@tanstack/react-query";
import { BellRing, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { EditableList } from "../editable-list";
import { Loaded } from "../loaded";
import { textAt } from "../schema-form/use-field-texts";
import { AlertDialog } from "./alert-dialog";
import { alertsQuery, type AlertView } from "./alerts";

/** Whom to tell outside of Prosa when somebody waits. */
export function AlertsSection() {
  const { t } = useTranslation("organise");
  const alerts = useQuery(alertsQuery);
  return (
    <Loaded query={alerts}>
      {({ connectors, items }) => (
        <EditableList
          title={t("alerts.title")}
          lead={t("alerts.lead")}
          add={t("alerts.new")}
          icon={<BellRing />}
          empty={{ title: t("alerts.empty"), hint: t("alerts.emptyHint") }}
          items={items}
          topic="alerts"
          nameOf={(alert) => alert.name}
          removalHint={t("alerts.removeHint")}
          remove={(alert) => unwrap(api.DELETE("/api/v1/alerts/{alert_id}", { params: { path: { alert_id: alert.id } } }))}
          draw={(alert) => <AlertLine alert={alert} label={connectors.find((each) => each.name === alert.connector)?.label ?? alert.connector} />}
          edit={(alert, onClose) => <AlertDialog alert={alert} connectors={connectors} onClose={onClose} />}
        />
      )}
    </Loaded>
  );
}

function AlertLine({ alert, label }: { alert: AlertView; label: string }) {
  const { t } = useTranslation("organise");
  const { briefly } = useWhen();
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {alert.name}
        <Badge tone="ceu">{textAt(`connectors.${alert.connector}.label`) ?? label}</Badge>
        {!alert.active && <Badge>{t("alerts.off")}</Badge>}
      </p>
      <p className="mt-0.5 text-[13px] text-ink-2">{alert.kinds.map((kind) => t(`alerts.kind.${kind}`)).join(" · ")}</p>
      {alert.trouble && (
        <p className="mt-1 flex gap-1.5 text-[13px] text-urucum-text">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span className="[overflow-wrap:anywhere]">
            {t("alerts.trouble", { detail: alert.trouble })} {alert.trouble_since && briefly(alert.trouble_since)}
          </span>
        </p>
      )}
    </>
  );
}
