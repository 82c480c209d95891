// The look, in one place: a palette for day and one for night, handed to MUI and to our own style sheets as variables.

import type { RaThemeOptions } from 'react-admin'

interface Palette {
  readonly page: string
  readonly surface: string
  readonly sunken: string
  readonly line: string
  readonly edge: string
  readonly ink: string
  readonly soft: string
  readonly accent: string
  readonly onAccent: string
  readonly accentSoft: string
  readonly warn: string
  readonly warnSoft: string
  readonly bad: string
  readonly badSoft: string
}

const light: Palette = {
  page: '#f6f5f1',
  surface: '#ffffff',
  sunken: '#efeee8',
  line: '#e3e1d9',
  edge: '#85897f',
  ink: '#1b201e',
  soft: '#565e5a',
  accent: '#1c5b4c',
  onAccent: '#ffffff',
  accentSoft: '#e2eee9',
  warn: '#7d4f00',
  warnSoft: '#fbf0d9',
  bad: '#9b2c25',
  badSoft: '#fbe9e7',
}

const dark: Palette = {
  page: '#101312',
  surface: '#191d1c',
  sunken: '#222726',
  line: '#2c3230',
  edge: '#78817c',
  ink: '#e8ebe8',
  soft: '#a5aea9',
  accent: '#7fcdb2',
  onAccent: '#0d2a21',
  accentSoft: '#1d362f',
  warn: '#e6b962',
  warnSoft: '#382d16',
  bad: '#f2988f',
  badSoft: '#3b2220',
}

const fonts =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'

export const lightTheme = themeOf('light', light)
export const darkTheme = themeOf('dark', dark)

function themeOf(mode: 'light' | 'dark', palette: Palette): RaThemeOptions {
  const variables = Object.fromEntries(
    Object.entries(palette).map(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]),
  )
  return {
    palette: {
      mode,
      primary: { main: palette.accent, contrastText: palette.onAccent },
      secondary: { main: palette.accent, contrastText: palette.onAccent },
      error: { main: palette.bad },
      warning: { main: palette.warn },
      success: { main: palette.accent },
      background: { default: palette.page, paper: palette.surface },
      text: { primary: palette.ink, secondary: palette.soft, disabled: palette.soft },
      divider: palette.line,
    },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: fonts,
      fontSize: 14,
      button: { textTransform: 'none', fontWeight: 600 },
      h6: { fontSize: '1.125rem', fontWeight: 650 },
    },
    sidebar: { width: 220, closedWidth: 0 },
    components: {
      MuiCssBaseline: { styleOverrides: { ':root': { colorScheme: mode, ...variables } } },
      MuiButton: {
        defaultProps: { disableElevation: true },
        styleOverrides: { root: { minHeight: 36, paddingInline: 14, whiteSpace: 'nowrap' } },
      },
      MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiDialog: { styleOverrides: { paper: { border: `1px solid ${palette.line}` } } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: { backgroundColor: palette.surface },
          notchedOutline: { borderColor: palette.edge },
        },
      },
      MuiTextField: { defaultProps: { variant: 'outlined', size: 'small' } },
      MuiFormControl: { defaultProps: { variant: 'outlined', size: 'small' } },
      MuiTableCell: { styleOverrides: { head: { color: palette.soft, fontWeight: 600 } } },
      MuiToggleButton: {
        styleOverrides: {
          root: { color: palette.soft, '&.Mui-selected': { color: palette.accent } },
        },
      },
      MuiTooltip: {
        styleOverrides: {
          tooltip: { backgroundColor: palette.ink, color: palette.page, fontSize: '0.8rem' },
        },
      },
    },
  }
}
