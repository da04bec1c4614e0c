"""An opening as schema.org JobPosting (https://schema.org/JobPosting)."""

from __future__ import annotations

from sample_sites.openings import Opening


def job_posting(company: str, o: Opening) -> dict[str, object]:
    """The record that a page or a feed carries."""
    address = {"addressLocality": o.city, "addressRegion": o.region, "addressCountry": o.country}
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": o.title,
        "description": o.text,
        "identifier": {"@type": "PropertyValue", "name": company, "value": o.requisition},
        "datePosted": o.published.isoformat(),
        "employmentType": "FULL_TIME",
        "jobLocation": [{"@type": "Place", "address": {"@type": "PostalAddress", **address}}],
        "hiringOrganization": {"@type": "Organization", "name": company},
    }
