import { type SampleMonth, sampleCalendar } from '../../../orchestrator/sample/calendar.ts';

/** The calendar of a sample that nobody asked for another number of months. */
export const calendar = sampleCalendar(2);

export const [january, february] = calendar.months as readonly [SampleMonth, SampleMonth];
