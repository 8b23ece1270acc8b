import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { languages } from "@/locales";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";

type Company = Omit<components["schemas"]["Company"], "opening_hours">;

const companyQuery = queryOptions({
  queryKey: ["company"],
  queryFn: () => unwrap(api.GET("/api/v1/company")),
});

export function CompanySection() {
  const { t } = useTranslation("settings");
  const company = useQuery(companyQuery);
  return (
    <SectionFrame title={t("sections.company")} lead={t("company.lead")}>
      <Loaded query={company}>{(found) => <CompanyForm company={found} />}</Loaded>
    </SectionFrame>
  );
}

function CompanyForm({ company }: { company: Company }) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const [name, setName] = useState(company.name);
  const [timezone, setTimezone] = useState(company.timezone);
  const [locale, setLocale] = useState(company.locale);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.PATCH("/api/v1/company", { body: { name: name.trim(), timezone, locale } })),
    onSuccess: (fresh) => {
      client.setQueryData(companyQuery.queryKey, fresh);
      toast.done(t("saved"));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const zones = [...new Set([timezone, ...Intl.supportedValuesOf("timeZone")])].toSorted();
  return (
    <form onSubmit={submit} className="grid gap-5">
      <Card className="grid gap-4 p-5 sm:grid-cols-2">
        <Field label={t("company.name")} className="sm:col-span-2">
          {(control) => (
            <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t("company.timezone")}>
          {(control) => (
            <Select {...control} value={timezone} onChange={(event) => setTimezone(event.target.value)}>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("company.locale")}>
          {(control) => (
            <Select {...control} value={locale} onChange={(event) => setLocale(event.target.value)}>
              {languages.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </Card>
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(save.error)}
        </p>
      )}
      <Button type="submit" variant="primary" className="justify-self-start" disabled={save.isPending}>
        {t("company.save")}
      </Button>
    </form>
  );
}
