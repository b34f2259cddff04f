import { inDemo, type Person } from './support/demo-browser.js';

/** Keys pressed one after another. */
async function press({ page }: Person, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const focused = ({ page }: Person) => page.evaluate('document.activeElement.textContent.trim()');

inDemo('the keyboard', { seed: true }, (demo) => {
  it('goes to the queue, walks through it, and takes what is selected', async () => {
    const manager = await demo.at('manager');
    await manager.turning(() => press(manager, 'g', 'q'));
    expect(manager.path).toBe('/workflow/queue');

    const rows = await manager.page.locator('[data-nf-row] a.nf-task').allInnerTexts();
    await press(manager, 'j', 'j');
    expect(await focused(manager)).toBe(rows[1]);
    await press(manager, 'k');
    expect(await focused(manager)).toBe(rows[0]);

    await press(manager, 'x');
    expect(await manager.page.locator('[data-nf-tick]:checked').count()).toBe(1);
    await manager.turning(() => press(manager, 'c'));
    expect(await manager.text()).toContain('is yours');
    expect(await manager.page.locator('[data-nf-row]').count()).toBe(rows.length - 1);
    expect(manager.complaints).toEqual([]);
  });

  it('opens a palette that finds pages, flows and starts by their names', async () => {
    const employee = await demo.at('employee');
    await press(employee, 'Control+k');
    const palette = employee.page.locator('#nf-palette');
    await palette.getByRole('option', { name: 'Hello world: New message' }).waitFor({ state: 'attached' });
    await employee.page.keyboard.type('new mess');
    expect(await palette.getByRole('option').allInnerTexts()).toEqual(['Hello world: New message']);
    await employee.turning(() => press(employee, 'Enter'));
    expect(employee.path).toBe('/workflow/hello-world/start/start');
    expect(employee.complaints).toEqual([]);
  });

  it('says what it can do, and leaves single keys alone where somebody types or has switched them off', async () => {
    const employee = await demo.at('employee');
    const help = employee.page.locator('#nf-keys');
    await employee.page.locator('#nf-q').focus();
    await press(employee, '?');
    expect(await help.isVisible()).toBe(false);
    await employee.page.locator('h1').click();
    await press(employee, '?');
    expect(await help.isVisible()).toBe(true);
    await help.getByRole('checkbox').uncheck();
    await press(employee, 'Escape', '?');
    expect(await help.isVisible()).toBe(false);
  });
});
