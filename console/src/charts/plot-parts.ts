/** The parts of Plot that are used, so that the rest stays out of the chunk loaded with the first chart. */
export {
  areaY,
  axisX,
  axisY,
  dot,
  gridX,
  gridY,
  lineY,
  plot,
  rect,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
} from '@observablehq/plot'
