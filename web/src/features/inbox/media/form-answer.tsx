import { ClipboardList } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { panel } from "./panel";
import { record, text } from "@/shared/payload";

/** A form the contact filled in inside the conversation: every field that says something. */
export function FormAnswer({ payload }: { payload: Record<string, unknown> }) {
  const { t } = useTranslation("extras");
  const form = record(payload.form);
  if (!form) return null;
  const values = Object.entries(record(form.values) ?? {}).filter(([name, value]) => name !== "flow_token" && value !== null && value !== "");
  const raw = text(form.raw);
  return (
    <div className={cn(panel, "mb-1 w-72 max-w-full p-2.5")}>
      <p className="flex items-center gap-2 font-medium">
        <ClipboardList className="size-4" aria-hidden />
        {t("media.form")}
      </p>
      <dl className="mt-1 grid gap-1 text-[13px]">
        {values.map(([name, value]) => (
          <div key={name}>
            <dt className="text-[12px] text-ink-2">{name.replaceAll("_", " ")}</dt>
            <dd className="[overflow-wrap:anywhere]">{String(value)}</dd>
          </div>
        ))}
      </dl>
      {raw && <p className="mt-1 font-mono text-[12px] [overflow-wrap:anywhere] text-ink-2">{raw}</p>}
    </div>
  );
}
