import { expect, test } from "vitest";
import { placeIn } from "./place";

const paulista = { latitude: -23.5614, longitude: -46.6559 };

test.each([
  "-23.5614, -46.6559",
  "-23,5614; -46,6559",
  "https://www.google.com/maps/@-23.5614,-46.6559,17z",
  "https://maps.google.com/?q=-23.5614,-46.6559",
  "https://www.openstreetmap.org/?mlat=-23.5614&mlon=-46.6559#map=16/-23.5614/-46.6559",
])("a place is read from %s", (written) => {
  expect(placeIn(written)).toEqual(paulista);
});

test.each(["", "Avenida Paulista", "https://maps.app.goo.gl/x1", "99.9, 10", "-23.5"])("no place in “%s”", (written) => {
  expect(placeIn(written)).toBeNull();
});
