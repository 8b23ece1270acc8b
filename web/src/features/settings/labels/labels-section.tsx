import { useQuery } from "@tanstack/react-query";
import { Tag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { labelsQuery } from "@/api/labels";
import { LabelBadge } from "@/shared/ui/label-badge";
import { EditableList } from "../editable-list";
import { Loaded } from "../loaded";
import { LabelDialog } from "./label-dialog";

/** The words conversations are sorted by. */
export function LabelsSection() {
  const { t } = useTranslation("organise");
  const labels = useQuery(labelsQuery);
  return (
    <Loaded query={labels}>
      {({ items }) => (
        <EditableList
          title={t("labels.title")}
          lead={t("labels.lead")}
          add={t("labels.new")}
          icon={<Tag />}
          empty={{ title: t("labels.empty"), hint: t("labels.emptyHint") }}
          items={items}
          topic="labels"
          nameOf={(label) => label.name}
          removalHint={t("labels.removeHint")}
          remove={(label) => unwrap(api.DELETE("/api/v1/labels/{label_id}", { params: { path: { label_id: label.id } } }))}
          draw={(label) => <LabelBadge label={label} />}
          edit={(label, onClose) => <LabelDialog label={label} onClose={onClose} />}
        />
      )}
    </Loaded>
  );
}
