// ECharts, as much of it as the pictures here need, in the colours of the theme. Loaded by the screens that draw.

import { useTheme } from '@mui/material/styles'
import { BarChart, LineChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
])

interface Props {
  readonly option: EChartsCoreOption
  /** What the picture says, for those who do not see it. */
  readonly label: string
  readonly height?: number
}

export function Chart({ option, label, height = 260 }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const { palette, typography } = useTheme()
  useEffect(() => {
    if (!place.current) return
    const chart = init(place.current)
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: typography.fontFamily, color: palette.text.secondary },
      ...option,
    })
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [option, palette, typography])
  return <div ref={place} role="img" aria-label={label} style={{ height }} />
}

/** Axes, lines and tooltips in the colours of the theme. */
export function useChartStyle() {
  const { palette } = useTheme()
  const axis = {
    axisLine: { lineStyle: { color: palette.divider } },
    axisTick: { show: false },
    axisLabel: { color: palette.text.secondary, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.divider } },
  }
  return {
    palette,
    axis,
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis' as const,
      // HTML would bring styles that the content security policy refuses.
      renderMode: 'richText' as const,
      backgroundColor: palette.background.paper,
      borderColor: palette.divider,
      textStyle: { color: palette.text.primary },
    },
  }
}
