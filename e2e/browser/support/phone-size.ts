/** The window of a phone, in CSS pixels. */
export const PHONE_SIZE = { width: 390, height: 844 };
