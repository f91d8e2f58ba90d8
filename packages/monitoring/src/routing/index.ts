export { INHIBITIONS, type Inhibition, type Selection } from './inhibitions.ts';
export {
  RECEIVERS,
  type Receiver,
  ROUTING,
  type Route,
  type RoutedAlert,
  type RoutingTree,
  routeOf,
} from './routes.ts';
