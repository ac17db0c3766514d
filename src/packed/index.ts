// Imported before everything else by what a user starts, so that it finds its packages packed.
import { projectRoot } from '../config/root'
import { offerPacked } from './offer'

offerPacked(projectRoot)
