import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "@/api/users";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { NewPersonDialog } from "./new-person-dialog";
import { PersonRow } from "./person-row";

export function TeamSection() {
  const { t } = useTranslation("settings");
  const users = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  return (
    <SectionFrame
      title={t("sections.team")}
      lead={t("team.lead")}
      actions={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <UserPlus aria-hidden />
          {t("team.invite")}
        </Button>
      }
    >
      <Loaded query={users}>
        {({ items }) => (
          <Card>
            <ul aria-label={t("team.list")} className="divide-y">
              {items.map((user) => (
                <PersonRow key={user.id} user={user} />
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
      {adding && <NewPersonDialog onClose={() => setAdding(false)} />}
    </SectionFrame>
  );
}
