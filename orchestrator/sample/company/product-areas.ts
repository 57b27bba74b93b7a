/** The five areas of the company, and the two that any company has. */
export const productAreas = [
  { productArea: 'api', description: 'Takes in what browsers, phones and servers of customers send.' },
  { productArea: 'integrations', description: 'Passes data on to the tools that customers switched on.' },
  {
    productArea: 'internal',
    description: 'Logs, metrics, deployments and support tools: what the others stand on.',
  },
  { productArea: 'warehouses', description: 'Loads data into the warehouses of customers.' },
  { productArea: 'website', description: 'The app, the documentation, the marketing site and their CDN.' },
  { productArea: 'idle', description: 'Capacity of hosts that nobody reserved, where var idle is keep.' },
  { productArea: 'unallocated', description: 'What nothing claims, with the reason.' },
] as const;

export type CompanyArea = 'api' | 'integrations' | 'internal' | 'warehouses' | 'website';
