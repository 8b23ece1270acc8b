import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { type Cut, cuts, type ReportSearch } from "./cuts";

type FiltersProps = { first: string; last: string; cut: Cut; onChange: (next: ReportSearch) => void };

/** Which days, and what a line is for. */
export function Filters({ first, last, cut, onChange }: FiltersProps) {
  const { t } = useTranslation("supervision");
  return (
    <div className="flex flex-wrap gap-3">
      <Field label={t("report.first")}>
        {(control) => <Input {...control} type="date" max={last} value={first} onChange={(event) => event.target.value && onChange({ de: event.target.value })} />}
      </Field>
      <Field label={t("report.last")}>
        {(control) => <Input {...control} type="date" min={first} value={last} onChange={(event) => event.target.value && onChange({ ate: event.target.value })} />}
      </Field>
      <Field label={t("report.cut")} className="w-48">
        {(control) => (
          <Select {...control} value={cut} onChange={(event) => onChange({ por: event.target.value as Cut })}>
            {cuts.map((one) => (
              <option key={one} value={one}>
                {t(`report.cuts.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
