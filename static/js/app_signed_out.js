// The script of pages before the sign-in: nothing but guessing the time zone.
import { mount } from "./time_zone_guess.js";

for (const field of document.querySelectorAll("[data-module=time_zone_guess]")) mount(field);
