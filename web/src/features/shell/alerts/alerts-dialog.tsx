import { BellRing } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Segmented } from "@/shared/ui/segmented";
import { Switch } from "@/shared/ui/switch";
import { ring } from "./ring";
import { changeAlertSettings, tomorrowMorning, useAlertSettings } from "./settings";

const HOUR = 3_600_000;

/** How this browser calls its person, and until when it does not. */
export function AlertsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("desk");
  const settings = useAlertSettings();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "missing"));
  const desktop = settings.desktop && permission === "granted";
  const turnDesktop = async (on: boolean) => {
    const allowed = on && permission === "default" ? await Notification.requestPermission() : permission;
    setPermission(allowed);
    changeAlertSettings({ desktop: on && allowed === "granted" });
  };
  const hint = permission === "denied" ? "alerts.denied" : permission === "missing" ? "alerts.missing" : "alerts.desktopHint";
  return (
    <Dialog open onOpenChange={onClose} title={t("alerts.title")} description={t("alerts.lead")}>
      <div className="grid gap-3">
        <Line
          label={t("alerts.desktop")}
          hint={t(hint)}
          checked={desktop}
          disabled={permission === "denied" || permission === "missing"}
          onChange={(on) => void turnDesktop(on)}
        />
        <Line label={t("alerts.sound")} hint={t("alerts.soundHint")} checked={settings.sound} onChange={(sound) => changeAlertSettings({ sound })} />
        <Line label={t("alerts.always")} hint={t("alerts.alwaysHint")} checked={settings.always} onChange={(always) => changeAlertSettings({ always })} />
        <Button size="sm" className="justify-self-start" onClick={ring}>
          <BellRing aria-hidden />
          {t("alerts.try")}
        </Button>
        <Quiet until={settings.quietUntil} />
      </div>
    </Dialog>
  );
}

type LineProps = { label: string; hint: string; checked: boolean; disabled?: boolean; onChange: (on: boolean) => void };

function Line({ label, hint, checked, disabled, onChange }: LineProps) {
  return (
    <label className="flex items-start gap-3 rounded-xl bg-sunken px-3 py-2.5">
      <span className="flex-1">
        <span className="block font-medium">{label}</span>
        <span className="text-[12.5px] text-ink-2">{hint}</span>
      </span>
      <Switch checked={checked} disabled={disabled} onCheckedChange={onChange} />
    </label>
  );
}

const spans = {
  no: () => 0,
  hour: () => Date.now() + HOUR,
  tomorrow: () => tomorrowMorning(),
  always: () => Number.MAX_SAFE_INTEGER,
};
type Span = keyof typeof spans;

function Quiet({ until }: { until: number }) {
  const { t } = useTranslation("desk");
  const { moment } = useWhen();
  const quiet = until > useNow();
  const forever = until === Number.MAX_SAFE_INTEGER;
  const chosen: Span | "" = !quiet ? "no" : forever ? "always" : "";
  return (
    <section className="rounded-xl border p-3">
      <h3 className="font-medium">{t("alerts.quiet.title")}</h3>
      <p className="mb-2 text-[12.5px] text-ink-2">
        {quiet ? t(forever ? "alerts.quiet.forever" : "alerts.quiet.until", { time: forever ? "" : moment(new Date(until).toISOString()) }) : t("alerts.quiet.hint")}
      </p>
      <Segmented<Span | "">
        label={t("alerts.quiet.title")}
        value={chosen}
        onChange={(span) => span && changeAlertSettings({ quietUntil: spans[span]() })}
        items={(Object.keys(spans) as Span[]).map((span) => ({ value: span, label: t(`alerts.quiet.${span}`) }))}
        className="flex-wrap"
      />
    </section>
  );
}
