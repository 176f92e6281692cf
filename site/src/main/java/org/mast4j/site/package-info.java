/**
 * The documentation as a site: {@link org.mast4j.site.Site} renders the pages that
 * docs/navigation.yaml lists, {@link org.mast4j.site.Markdown} and {@link org.mast4j.site.Notebook}
 * their text, {@link org.mast4j.site.Links} leads from one to another. Nothing of it is published,
 * and it knows nothing of ours.
 */
package org.mast4j.site;
