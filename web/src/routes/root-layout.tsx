import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Toaster } from "@/shared/ui/toast";
import { TooltipProvider } from "@/shared/ui/tooltip";

export function RootLayout() {
  const { t } = useTranslation("shell");
  return (
    <TooltipProvider delayDuration={250}>
      <Outlet />
      <Toaster label={t("notifications")} />
    </TooltipProvider>
  );
}
