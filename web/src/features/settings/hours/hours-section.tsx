import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { ComingDays } from "./coming-days";
import { HoursEditor } from "./hours-editor";
import { type Company, companyQuery } from "./queries";
import { type OptionalDay, optionalDays, states } from "./regions";
import { SpecialDays } from "./special-days";
import { sendable, weekOf } from "./week";

/** When the company is open: its week, whose holidays it keeps, and days that are different. */
export function HoursSection() {
  const { t } = useTranslation("hours");
  const company = useQuery(companyQuery);
  return (
    <SectionFrame title={t("section")} lead={t("lead")}>
      <div className="grid gap-6">
        <Loaded query={company}>{(found) => <HoursForm company={found} />}</Loaded>
        <SpecialDays />
        <ComingDays />
      </div>
    </SectionFrame>
  );
}

function HoursForm({ company }: { company: Company }) {
  const { t } = useTranslation("hours");
  const text = useErrorText();
  const client = useQueryClient();
  const [week, setWeek] = useState(() => weekOf(company.opening_hours));
  const [holidays, setHolidays] = useState(company.holidays);
  const [optional, setOptional] = useState<OptionalDay[]>(company.optional_days);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.PATCH("/api/v1/company", { body: { opening_hours: sendable(week), holidays, optional_days: optional } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["company"] });
      toast.done(t("saved"));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      <HoursEditor week={week} onChange={setWeek} />
      <Card className="grid gap-4 p-5">
        <h3 className="text-[15px] font-semibold">{t("holidays")}</h3>
        <Field label={t("holidaysOf")} hint={t("holidaysHint")}>
          {(control) => (
            <Select {...control} className="max-w-80" value={holidays} onChange={(event) => setHolidays(event.target.value)}>
              <option value="none">{t("none")}</option>
              <option value="BR">{t("country")}</option>
              {states.map(([code, name]) => (
                <option key={code} value={`BR-${code}`}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {holidays !== "none" && <OptionalDays chosen={optional} onChange={setOptional} />}
      </Card>
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(save.error)}
        </p>
      )}
      <Button type="submit" variant="primary" className="justify-self-start" disabled={save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}

function OptionalDays({ chosen, onChange }: { chosen: OptionalDay[]; onChange: (chosen: OptionalDay[]) => void }) {
  const { t } = useTranslation("hours");
  const id = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-[13px] font-medium text-ink-2">{t("optional")}</legend>
      {optionalDays.map((day) => (
        <div key={day} className="flex items-center gap-3">
          <Switch
            id={`${id}-${day}`}
            checked={chosen.includes(day)}
            onCheckedChange={(on) => onChange(on ? [...chosen, day] : chosen.filter((one) => one !== day))}
          />
          <label htmlFor={`${id}-${day}`}>{t(`optionalDay.${day}`)}</label>
        </div>
      ))}
    </fieldset>
  );
}
