import { expect, test } from "vitest";
import { dialled } from "./card-dialog";

test("numbers are completed as people in Brazil write them", () => {
  expect(dialled("(11) 98888-0042")).toBe("5511988880042");
  expect(dialled("11 3333-4444")).toBe("551133334444");
  expect(dialled("+1 555 123 4567")).toBe("15551234567");
  expect(dialled("5511988880042")).toBe("5511988880042");
  expect(dialled("12345")).toBeNull();
});
