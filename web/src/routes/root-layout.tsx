import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { TooltipProvider } from "@/shared/ui/tooltip";

const Toaster = lazy(async () => ({ default: (await import("@/shared/ui/toaster")).Toaster }));

export function RootLayout() {
  const { t } = useTranslation("shell");
  return (
    <TooltipProvider delayDuration={250}>
      <Outlet />
      <Suspense>
        <Toaster label={t("notifications")} />
      </Suspense>
    </TooltipProvider>
  );
}
