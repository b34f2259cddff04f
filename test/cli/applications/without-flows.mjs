export const nothing = 'to see here';
