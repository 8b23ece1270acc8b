import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMe } from "@/api/me";
import { sessionQuery } from "@/api/session";
import type { User } from "@/api/types";
import { currentLanguage, languages, setLanguage, type Language } from "@/locales";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { SectionFrame } from "../section-frame";
import { PasswordCard } from "./password-card";

export function AccountSection() {
  const { t } = useTranslation("settings");
  const me = useMe();
  return (
    <SectionFrame title={t("sections.account")} lead={t("account.lead")}>
      <div className="grid gap-5">
        <ProfileCard key={me.name} me={me} />
        <PasswordCard />
      </div>
    </SectionFrame>
  );
}

function ProfileCard({ me }: { me: User }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [language, choose] = useState<Language>(currentLanguage());
  const save = useMutation({
    mutationFn: async () => {
      const user = await unwrap(api.PATCH("/api/v1/me", { body: { name: name.trim(), locale: language } }));
      await setLanguage(language);
      return user;
    },
    onSuccess: (user) => {
      client.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, user });
      toast.done(t("saved"));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label={t("account.name")}>
          {(control) => (
            <Input {...control} required maxLength={120} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t("account.language")}>
          {(control) => (
            <Select {...control} value={language} onChange={(event) => choose(event.target.value as Language)}>
              {languages.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" variant="primary" className="justify-self-start" disabled={save.isPending}>
          {t("save", { ns: "common" })}
        </Button>
      </form>
    </Card>
  );
}
