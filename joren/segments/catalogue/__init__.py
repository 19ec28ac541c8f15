"""The catalogue of attributes as it stands: look-up, rule trees and their check."""
